"""The trained networks that the chapter opens with."""

from rnnviz.ui.setting import Setting

PRESETS = {
    "every_gru": Setting(
        "GRU",
        "It answers after **every** letter and keeps its state: it may use all that it has read so far. It was "
        "trained on 64 letters at a time.",
    ),
    "every_lstm": Setting("LSTM", "The same with an LSTM: c carries what it remembers, h is what it shows of it."),
    "every_simple_rnn": Setting("SimpleRNN", "The same with a SimpleRNN: no gates, one state."),
    "document_gru": Setting("GRU", "The tutorial's windows of ten letters, read by a GRU."),
    "document_lstm": Setting("LSTM", "The tutorial's windows of ten letters, read by an LSTM."),
    "document_simple_rnn": Setting(
        "SimpleRNN",
        "The tutorial's own: **ten** letters go in, the next comes out, and the state begins anew for each. "
        "It reads lower case, and line breaks as spaces.",
    ),
    "own": Setting("Your text", "It was trained in this session, on the text that you gave."),
}

NETWORKS = {
    "every_gru": "GRU, at every letter",
    "every_lstm": "LSTM, at every letter",
    "every_simple_rnn": "SimpleRNN, at every letter",
    "document_gru": "GRU, for ten letters",
    "document_lstm": "LSTM, for ten letters",
    "document_simple_rnn": "SimpleRNN, for ten letters",
}
"""What can be trained."""

HEADINGS = {"every_gru": "Answers at every letter", "document_gru": "Reads ten letters anew", "own": "Train one"}
"""Words before groups of them, by the first of each."""
