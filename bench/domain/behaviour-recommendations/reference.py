"""Item-item recommendations of the generated shop with numpy: hit rate and recall at 5, as JSON.

usage: reference.py purchases.csv     customer_id, product_id, is_known
"""

import json
import sys

import numpy as np
import pandas as pd

purchases = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
known = purchases[purchases["is_known"] == "true"]
later = purchases[purchases["is_known"] == "false"]
customers = {name: place for place, name in enumerate(sorted(set(known["customer_id"])))}
items = {name: place for place, name in enumerate(sorted(set(known["product_id"])))}


def matrix(rows):
    table = np.zeros((len(customers), len(items)))
    for customer, item in zip(rows["customer_id"], rows["product_id"]):
        if customer in customers and item in items:
            table[customers[customer], items[item]] += 1
    return table


times = matrix(known)
bought = (times > 0) * 1.0
wanted = (matrix(later) > 0) & (times == 0)
new = [set(group) for _, group in later.groupby("customer_id")["product_id"]]
unknown = {
    customer: len(set(group) - set(items))
    for customer, group in later.groupby("customer_id")["product_id"]
    if customer in customers
}
counts = wanted.sum(axis=1) + np.array([unknown.get(customer, 0) for customer in customers])
buyers = bought.sum(axis=0)


def judged(scores, k=5):
    scores = np.where(bought > 0, -np.inf, scores)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    hits = np.take_along_axis(wanted, best, axis=1).sum(axis=1)
    active = counts > 0
    return [float((hits[active] > 0).mean()), float((hits[active] / counts[active]).mean())]


def likeness(weights):
    product = weights.T @ weights
    norms = np.sqrt(np.diag(product))
    support = bought.T @ bought
    found = np.where(support >= 3, product / np.outer(norms, norms) * support / (support + 5), 0)
    np.fill_diagonal(found, 0)
    return found


history = times.sum(axis=1, keepdims=True)
idf = np.log(1 + len(customers) / buyers)
bm25 = idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * history / history.mean()))
# Where nothing is alike, the best-selling first.
popularity = buyers / 1e9
print(
    json.dumps(
        {
            "customers": int((counts > 0).sum()),
            "bm25": judged(np.round(bought @ np.round(likeness(bm25), 6), 6) + popularity),
            "cosine": judged(bought @ likeness(bought) + popularity),
            "bestsellers": judged(np.tile(popularity, (len(customers), 1))),
        }
    )
)
