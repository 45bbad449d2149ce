"""Telco churn with scikit-learn and statsmodels, on the folds that ptx made; prints JSON.

usage: reference.py telco.csv
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import statsmodels.api as sm  # noqa: E402
from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402

frame = pd.read_csv(sys.argv[1])
y = frame["has_churned"].to_numpy()
folds = frame["fold"].to_numpy()
features = frame.drop(columns=["customer_id", "has_churned", "fold", "bucket", "h"])
linear = pd.get_dummies(features, drop_first=True).astype(float)
kept = pd.get_dummies(features).astype(float)
# A category of two values is one feature, as in ptx.
kept = kept.drop(columns=["gender_Female"])
scale = linear.std()


def logistic(x, target):
    # Scaled, so that lbfgs gets to the same digits as Newton's method.
    return LogisticRegression(penalty=None, solver="newton-cholesky", tol=1e-10, max_iter=200).fit(x / scale, target)


def trees(x, target):
    return HistGradientBoostingClassifier(early_stopping=False, random_state=0).fit(x, target)


def auc(x, fit):
    found = [
        roc_auc_score(y[folds == k], fit(x[folds != k], y[folds != k]).predict_proba(x[folds == k] / (scale if fit is logistic else 1))[:, 1])
        for k in sorted(set(folds))
    ]
    return float(np.mean(found))


started = time.perf_counter()
whole = logistic(linear, y)
seconds = time.perf_counter() - started
errors = sm.Logit(y, sm.add_constant(linear)).fit(disp=0).bse
print(
    json.dumps(
        {
            "seconds": seconds,
            "coefficients": {
                "intercept": float(whole.intercept_[0]),
                **{name: float(value) for name, value in zip(linear.columns, whole.coef_[0] / scale)},
            },
            "std_errors": {name: float(value) for name, value in errors.items()},
            "logistic_auc": auc(linear, logistic),
            "trees_auc": auc(kept, trees),
        }
    )
)
