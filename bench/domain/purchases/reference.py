"""Fits CDNOW with Lifetimes, scores its customers with ptx' parameters too, and prints both as JSON.

usage: reference.py customers.csv parameters.json
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from lifetimes import BetaGeoFitter, GammaGammaFitter  # noqa: E402

customers = pd.read_csv(sys.argv[1])
given = json.load(open(sys.argv[2]))
columns = (customers["frequency"], customers["recency"], customers["age"])

started = time.perf_counter()
purchases = BetaGeoFitter(penalizer_coef=0.0).fit(*columns)
repeaters = customers[customers["frequency"] > 0]
repeaters = repeaters[repeaters["monetary"] > 0]
spend = GammaGammaFitter(penalizer_coef=0.0).fit(repeaters["frequency"], repeaters["monetary"])
seconds = time.perf_counter() - started


def lifetime_values(parameters):
    """Lifetimes' customer_lifetime_value by ptx' parameters: 12 months at 10 % a year."""
    model, worth = BetaGeoFitter(), GammaGammaFitter()
    model.predict = model.conditional_expected_number_of_purchases_up_to_time
    model.params_ = pd.Series(parameters["purchases"])
    worth.params_ = pd.Series(parameters["spend"])
    values = worth.customer_lifetime_value(
        model,
        *columns,
        customers["monetary"].fillna(0),
        time=12,
        discount_rate=1.1 ** (1 / 12) - 1,
        freq="W",
    )
    return [float(value) for value in values]


def scores(model, values):
    model.params_ = pd.Series(values)
    return {
        "p_alive": [float(p) for p in model.conditional_probability_alive(*columns)],
        "expected": [float(e) for e in model.conditional_expected_number_of_purchases_up_to_time(39, *columns)],
    }


own = {name: float(purchases.params_[name]) for name in ("r", "alpha", "a", "b")}
print(
    json.dumps(
        {
            "seconds": seconds,
            "parameters": own,
            "log_likelihood": -len(customers)
            * float(
                BetaGeoFitter._negative_log_likelihood(
                    np.log(list(own.values())), *map(np.asarray, columns), np.ones(len(customers)), 0.0
                )
            ),
            "spend": {name: float(spend.params_[name]) for name in ("p", "q", "v")},
            "total": float(sum(scores(purchases, own)["expected"])),
            **scores(purchases, given["purchases"]),
            "discounted": lifetime_values(given),
            "mean_spend": float(
                spend.conditional_expected_average_profit(
                    customers["frequency"], customers["monetary"].fillna(0)
                ).mean()
            ),
            "expected_spend": [
                float(v)
                for v in (
                    given["spend"]["p"]
                    * (given["spend"]["v"] + customers["frequency"] * customers["monetary"].fillna(0))
                    / (given["spend"]["p"] * customers["frequency"] + given["spend"]["q"] - 1)
                )
            ],
        }
    )
)
