"""Make data/clinic.keras, the model that the clinic's weight passport opens with: make data.

A stack of an LSTM and a GRU in both directions with a Dense layer, trained for a little on a noisy sine.
"""

import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def main() -> None:
    """Train it and save it as Keras does, without its optimizer."""
    import keras
    import numpy as np
    from keras import layers

    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(1)
    series = (np.sin(np.arange(600) / 4) + rng.normal(0, 0.1, 600)).astype("float32")
    windows = np.lib.stride_tricks.sliding_window_view(series, 13)
    model = keras.Sequential(
        [
            keras.Input((None, 1)),
            layers.LSTM(3, return_sequences=True),
            layers.Bidirectional(layers.GRU(2)),
            layers.Dense(1),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(windows[:, :12, None], windows[:, 12], epochs=20, verbose=0)
    bare = keras.Sequential.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    bare.save(Path(__file__).with_name("clinic.keras"))


if __name__ == "__main__":
    main()
