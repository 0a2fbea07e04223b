"""The question about forecasts: one that runs after the series by a step."""

from functools import cache

import numpy as np

from rnnviz.chapters.clinic.question import Chart, Choice, Deeper, Grid, Live, Question, Settings
from rnnviz.chapters.clinic.scenes.common import head
from rnnviz.core.numbers import plural
from rnnviz.store import load_run
from rnnviz.training.runs import Run
from rnnviz.training.series import DATA
from rnnviz.ui.link import Choice as OneOf
from rnnviz.ui.link import Whole

SERIES = {
    "airline": "airline passengers",
    "temperature": "temperatures",
    "walk": "random walk",
    "sine": "sine and noise",
}

SHOWN, SEED = 40, 1
"""Steps of the test part that are drawn, and which of the five seeds that are brought along: all five lag alike."""


@cache
def trained(series: str) -> Run:
    """Return the run of a forecaster that is brought along, trained by data/make_forecasts.py."""
    return load_run((DATA / "forecasts" / f"{series}_{SEED}.npz").read_bytes(), foreign=False)[1]


def rmse(a: np.ndarray, b: np.ndarray) -> float:
    """Return the root of the mean squared difference."""
    return float(np.sqrt(np.mean(np.square(a - b))))


def lag(settings: Settings) -> Live:
    """Draw a trained network's forecasts of the test part beside the series, moved by some steps."""
    run = trained(settings.series)
    prepared, back = run.prepared, settings.timesteps
    first = prepared.n_train + prepared.n_validation
    places = prepared.positions[first:]
    forecast = prepared.unscaled(run.predictions[-1].reshape(len(prepared.positions), -1)[:, 0])[first:]
    values = prepared.values
    errors = {k: rmse(forecast, values[places - k]) for k in range(4)}
    naive = rmse(values[places - 1], values[places])
    best = min(errors, key=errors.get)
    moved = "the series" if not back else f"the series, {back} {'step' if back == 1 else 'steps'} late"
    shown = slice(0, SHOWN)
    chart = Chart(
        f"{SERIES[settings.series].capitalize()}: forecast and series, test part",
        {"forecast": forecast[shown], moved: values[places - back][shown]},
        "step of the test part",
        "value",
    )
    table = Grid(
        "How far the forecast is from the series, RMSE",
        ("beside", "RMSE"),
        (
            *((("the value to come" if k == 0 else f"the value {k} before it"), f"{errors[k]:.4g}") for k in errors),
            ("repeating the last value, beside the value to come", f"{naive:.4g}"),
        ),
        after=True,
    )
    part = prepared.boundary
    ranges = [float(each.max() - each.min()) for each in (values, values[:part])]
    scaling = (
        f"Scaled by the extremes of the whole series, 0…1 spans {ranges[0]:.4g}; by the training part, {ranges[1]:.4g}"
        + (
            ": the test part would have been known to the scaler."
            if ranges[0] > ranges[1]
            else ". Here they are the same, elsewhere the test part would be known to the scaler."
        )
    )
    late = best > 0
    verdict = (
        f"The forecast is closest to the value **{plural(best, 'step')} before** the one it is to forecast (RMSE "
        f"{errors[best]:.4g}, against {errors[0]:.4g}): it repeats what it read last."
        if late
        else f"The forecast is closest to the value to come (RMSE {errors[0]:.4g}): it does not lag."
    )
    ratio = errors[0] / naive
    beside = f"Repeating the last value has {naive:.4g}: the network's error is {ratio:.2f} times that."
    notice = (
        f"A network trained beforehand (seed {SEED} of five). Move the series late, step by step: where do the two "
        "lines lie on each other?"
    )
    answer = (
        f"{verdict} {beside} "
        + (
            "On a random walk nothing better exists. "
            if settings.series == "walk"
            else "Below 1 it knows more than the last value. "
            if ratio < 1
            else "At 1 or above it knows no more than the last value. "
        )
        + "Always put persistence beside a forecast, forecast differences where it wins, split by time, and fit the "
        f"scaler on the training part. {scaling}"
    )
    return Live((chart, table), notice, answer)


LAG = Question(
    "lag",
    "forecasting",
    "One step late",
    "My forecast is the series one step late. Is that a bug?",
    (
        "predicts the last value",
        "LSTM prediction is shifted by one time step, lagging behind",
        "prediction looks like a delayed copy of the input, time shift",
        "forecast one step behind the actual values",
        "persistence naive baseline",
        "R2 is 0.99 but the forecast is useless",
        "MinMaxScaler fit on the whole data set data leakage",
        "train_test_split shuffle time series",
    ),
    "scaler = MinMaxScaler().fit(series)          # of all of it\n"
    "model.fit(X_train, y_train)\nplt.plot(y_test); plt.plot(model.predict(X_test))   # one step to the right",
    Settings(series="airline", timesteps=0),
    (
        OneOf(
            "series", "Series", options=tuple(SERIES), names=tuple(SERIES.values()), side_by_side=True, unlabelled=True
        ),
        Whole("timesteps", "Series moved late by", low=0, high=3),
    ),
    lag,
    "A network's one-step forecasts of a random walk lie on the series moved one step to the right. Why?",
    (
        Choice(
            "The windows and targets are off by one",
            "It can happen, and is quickly checked. Here they are right, and the picture is the same.",
        ),
        Choice("The last value is the best it can say"),
        Choice(
            "It needs more units and more epochs",
            "The loss falls slowly near the end, which looks like more to come. There is nothing more to learn in a "
            "walk.",
        ),
        Choice(
            "The plot is late: shift it back",
            "Shifted back, the forecast looks perfect: it then is compared with what it had already read.",
        ),
    ),
    lambda s: (
        head(s)
        + """
walk = np.cumsum(np.random.default_rng(1).normal(size=400)).astype("float32")
train = 300  # split by time first
low, high = walk[:train].min(), walk[:train].max()  # then scale on the training part
assert low != walk.min() or high != walk.max(), "the whole series knows more than the training part"
scaled = (walk - low) / (high - low)
windows = np.lib.stride_tricks.sliding_window_view(scaled, 6)
x, y = windows[:, :5, None], windows[:, 5]
n = train - 5
model = keras.Sequential([keras.Input((5, 1)), layers.LSTM(8), layers.Dense(1)])
model.compile(keras.optimizers.Adam(0.02), "mse")
model.fit(x[:n], y[:n], epochs=15, verbose=0)
forecast = model.predict(x[n:], verbose=0)[:, 0]

rmse = lambda a, b: float(np.sqrt(np.mean((a - b) ** 2)))
late, true, persistence = rmse(forecast, x[n:, -1, 0]), rmse(forecast, y[n:]), rmse(x[n:, -1, 0], y[n:])
print("beside the last value", late, "beside the truth", true, "persistence", persistence)
assert late < true, "it lies on the series one step late"
assert persistence < true * 1.05, "and repeating the last value is about as good, or better"
"""
    ),
    Deeper("Forecasts beside rules that need no network", "forecasters", {"preset": "walk"}),
)

QUESTIONS = (LAG,)
