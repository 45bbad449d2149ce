"""Trains scikit-learn on the same rows, held in memory; prints seconds and AUC as JSON.

usage: reference.py rows.parquet
"""

import json
import sys
import time

import duckdb
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

table = duckdb.sql(f"select * from read_parquet('{sys.argv[1]}') order by id").fetchnumpy()
x = np.column_stack([table[f"x{i}"].astype(float) for i in range(20)])
y = table["outcome"].astype(int)


def timed(model):
    started = time.perf_counter()
    model.fit(x, y)
    return time.perf_counter() - started


logistic = LogisticRegression(penalty=None, tol=1e-8, max_iter=1000)
trees = HistGradientBoostingClassifier(early_stopping=False)
told = {"logistic_seconds": timed(logistic), "trees_seconds": timed(trees)}
told["coefficients"] = [float(logistic.intercept_[0]), *map(float, logistic.coef_[0])]
told["scores"] = [float(p) for p in trees.predict_proba(x[:20000])[:, 1]]
print(json.dumps(told))
