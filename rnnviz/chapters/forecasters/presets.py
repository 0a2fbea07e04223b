"""The forecasts that the chapter opens with: two founding documents as they are, and five more."""

from rnnviz.ui.setting import Setting

OURS = {
    "leak": False,
    "validation": 0.15,
    "reach_back": True,
    "overlap": True,
    "kind": "gru",
    "units": 4,
    "output_activation": "linear",
    "learning_rate": 0.01,
    "batch": 8,
}
"""What the settings have in common that follow no tutorial."""

PRESETS = {
    "sunspots": Setting(
        "Sunspots",
        "A widely copied tutorial: twelve months go in, the next comes out, in windows that do not overlap. It scales "
        "by the **whole** series, test part included.",
    ),
    "airline": Setting(
        "Airline passengers",
        "Another tutorial: from one month alone, LSTM(4) says the next. The series grows, so the test part has values "
        "that training never saw.",
        {"series": "airline", "window": 1, "overlap": True, "split": 0.67}
        | {"kind": "lstm", "units": 4, "output_activation": "linear", "epochs": 100},
    ),
    "temperature": Setting(
        "Temperature",
        "One recurrent neuron: 29 days go in, the 30th comes out.",
        OURS
        | {"series": "temperature", "scaling": "standard", "window": 29, "split": 0.7}
        | {"kind": "simple_rnn", "units": 1, "epochs": 100},
    ),
    "electricity": Setting(
        "Electricity",
        "Half-hourly demand: half a day goes in, the next half hour comes out. The week repeats well: can a network "
        "do better?",
        OURS | {"series": "electricity", "window": 24, "batch": 16, "epochs": 5, "steps": 48},
    ),
    "sine": Setting(
        "Sine with noise",
        "On a plain recurrence a linear rule, AR(p), is hard to beat.",
        OURS | {"series": "sine", "noise": 0.1, "scaling": "standard", "window": 24, "kind": "lstm"},
    ),
    "walk": Setting(
        "Random walk",
        "Every step is a fresh draw. Nothing can foresee it, so nothing should beat repeating the last value by more "
        "than luck.",
        OURS | {"series": "walk", "scaling": "standard"},
    ),
    "logistic": Setting(
        "Logistic map",
        "Each value follows from the one before it, x ← 3.8 x (1 − x): chaos that looks like noise. Rules that are "
        "linear in earlier values cannot follow the curve; a network can learn it.",
        OURS | {"series": "logistic", "length": 240, "scaling": "standard", "window": 4, "epochs": 50},
    ),
    "own": Setting(
        "Your series",
        "Your own numbers, from a CSV or Excel file or pasted. They are kept in memory only; a short series "
        "travels in the page's link.",
        OURS | {"series": "own", "units": 8, "batch": 16},
    ),
}

TUTORIALS = "https://machinelearningmastery.com"

PUBLISHED = {
    "sunspots": f"[The tutorial]({TUTORIALS}/understanding-simple-recurrent-neural-networks-in-keras/) prints a scaled "
    "RMSE of 0.058 in training and of 0.077 on the test part; its own script, run in Keras under three seeds, came to "
    "0.059 to 0.064 and to 0.088 to 0.096.",
    "airline": "[The tutorial]"
    f"({TUTORIALS}/time-series-prediction-lstm-recurrent-neural-networks-python-keras/)'s own script, run in Keras "
    "under two seeds, came to an RMSE of 22.96 and 22.76 thousand passengers in training and of 50.2 and 48.8 on the "
    "test part, of which it drops the last window.",
}
"""What others report of the founding documents' settings: no numbers of ours."""
