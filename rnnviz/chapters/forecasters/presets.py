"""The forecasts that the chapter opens with: two founding documents as they are, and four more."""

from rnnviz.ui.setting import Setting

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
        {
            "series": "airline",
            "window": 1,
            "overlap": True,
            "split": 0.67,
            "kind": "lstm",
            "units": 4,
            "output_activation": "linear",
            "epochs": 100,
        },
    ),
    "temperature": Setting(
        "Temperature",
        "One recurrent neuron: 29 days go in, the 30th comes out.",
        {
            "series": "temperature",
            "scaling": "standard",
            "leak": False,
            "window": 29,
            "overlap": True,
            "split": 0.7,
            "units": 1,
            "output_activation": "linear",
            "learning_rate": 0.01,
            "epochs": 100,
            "batch": 8,
        },
    ),
    "electricity": Setting(
        "Electricity",
        "Half-hourly demand: half a day goes in, the next half hour comes out. The week repeats well: can a network "
        "do better?",
        {
            "series": "electricity",
            "leak": False,
            "window": 24,
            "overlap": True,
            "kind": "gru",
            "units": 4,
            "output_activation": "linear",
            "learning_rate": 0.01,
            "batch": 16,
            "epochs": 5,
            "steps": 48,
        },
    ),
    "sine": Setting(
        "Sine with noise",
        "On a plain recurrence a linear rule, AR(p), is hard to beat.",
        {
            "series": "sine",
            "noise": 0.1,
            "scaling": "standard",
            "leak": False,
            "window": 24,
            "overlap": True,
            "kind": "lstm",
            "units": 4,
            "output_activation": "linear",
            "learning_rate": 0.01,
            "batch": 8,
            "epochs": 20,
        },
    ),
    "walk": Setting(
        "Random walk",
        "Every step is a fresh draw. Nothing can foresee it, so nothing should beat repeating the last value by more "
        "than luck.",
        {
            "series": "walk",
            "scaling": "standard",
            "leak": False,
            "overlap": True,
            "kind": "gru",
            "units": 4,
            "output_activation": "linear",
            "learning_rate": 0.01,
            "batch": 8,
            "epochs": 20,
        },
    ),
    "own": Setting(
        "Your series",
        "Your own numbers, from a CSV file or pasted. They are kept in memory only; a short series "
        "travels in the page's link.",
        {
            "series": "own",
            "leak": False,
            "overlap": True,
            "kind": "gru",
            "units": 8,
            "output_activation": "linear",
            "learning_rate": 0.01,
            "batch": 16,
            "epochs": 20,
        },
    ),
}
