"""The Hillstrom test with statsmodels and scipy, and their tails on the grid that ptx used; prints JSON.

usage: reference.py hillstrom.csv tails.json aa.json
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from scipy import stats  # noqa: E402
from statsmodels.api import OLS, add_constant  # noqa: E402
from statsmodels.stats.multitest import multipletests  # noqa: E402
from statsmodels.stats.power import NormalIndPower  # noqa: E402
from statsmodels.stats.proportion import (  # noqa: E402
    confint_proportions_2indep,
    proportions_ztest,
    samplesize_proportions_2indep_onetail,
)
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW  # noqa: E402

frame = pd.read_csv(sys.argv[1])
kinds = {"visit": "proportion", "conversion": "proportion", "spend": "mean"}
is_treated = frame["treatment"] == "Mens E-Mail"


def compare(part, metric):
    here = frame[part]
    treated = here[metric][is_treated[part]]
    control = here[metric][~is_treated[part]]
    if kinds[metric] == "proportion":
        counts, sizes = [treated.sum(), control.sum()], [len(treated), len(control)]
        statistic, p = proportions_ztest(counts, sizes)
        low, high = confint_proportions_2indep(counts[0], sizes[0], counts[1], sizes[1], compare="diff", method="wald")
        error = (high - low) / 2 / stats.norm.isf(0.025)
    else:
        means = CompareMeans(DescrStatsW(treated), DescrStatsW(control))
        statistic, p, _ = means.ttest_ind(usevar="unequal")
        low, high = means.tconfint_diff(usevar="unequal")
        error = means.std_meandiff_separatevar
    found = {"lift": treated.mean() - control.mean(), "statistic": statistic, "p": p, "low": low, "high": high, "error": error}
    return {name: float(value) for name, value in found.items()}


everyone = pd.Series(True, index=frame.index)
rows, heterogeneity = {}, {}
for metric in kinds:
    rows[f"{metric}|all|all"] = compare(everyone, metric)
    for segment in ["channel", "newbie"]:
        names = [f"{metric}|{segment}|{value}" for value in sorted(frame[segment].unique())]
        for name, value in zip(names, sorted(frame[segment].unique())):
            rows[name] = compare(frame[segment] == value, metric)
        adjusted = multipletests([rows[name]["p"] for name in names], method="holm")[1]
        lifts = np.array([rows[name]["lift"] for name in names])
        weights = np.array([rows[name]["error"] for name in names]) ** -2
        q = float((weights * (lifts - (weights * lifts).sum() / weights.sum()) ** 2).sum())
        for name, p in zip(names, adjusted):
            rows[name]["adjusted"] = float(p)
            rows[name]["heterogeneity"] = float(stats.chi2.sf(q, len(names) - 1))
for metric, p in zip(kinds, multipletests([rows[f"{m}|all|all"]["p"] for m in kinds], method="holm")[1]):
    rows[f"{metric}|all|all"]["adjusted"] = float(p)

cuped = {}
for metric in ["visit", "spend"]:
    design = add_constant(pd.DataFrame({"treated": is_treated.astype(float), "history": frame["history"] - frame["history"].mean()}))
    fit = OLS(frame[metric].astype(float), design).fit()
    left = frame[metric] - fit.params["history"] * frame["history"]
    p = stats.ttest_ind(left[is_treated], left[~is_treated], equal_var=False).pvalue
    cuped[metric] = {"lift": float(fit.params["treated"]), "p": float(p)}

control = frame[~is_treated]
sizes = {
    metric: samplesize_proportions_2indep_onetail(effect, control[metric].mean(), 0.8, ratio=1, alpha=0.05)
    for metric, effect in {"visit": 0.01, "conversion": 0.002}.items()
}
sizes["spend"] = NormalIndPower().solve_power(effect_size=0.2 / control["spend"].std(), alpha=0.05, power=0.8)

grid = json.load(open(sys.argv[2]))
tails = {
    "normal": [stats.norm.sf(row["t"]) for row in grid],
    "student": [stats.t.sf(row["t"], row["df"]) for row in grid],
    "chi_square": [stats.chi2.sf(row["squared"], row["whole_df"]) for row in grid],
    "quantile": [stats.norm.ppf(row["p"]) for row in grid],
}
aa = json.load(open(sys.argv[3]))
srm = stats.chisquare([is_treated.sum(), (~is_treated).sum()]).pvalue
print(
    json.dumps(
        {
            "rows": rows,
            "cuped": cuped,
            "sizes": {name: float(size) for name, size in sizes.items()},
            "tails": {name: [float(value) for value in values] for name, values in tails.items()},
            "srm": float(srm),
            "aa": {
                metric: float(
                    np.mean(
                        [
                            (
                                proportions_ztest([one["b"], one["a"]], [one["nb"], one["na"]])[1]
                                if metric == "bought"
                                else stats.ttest_ind_from_stats(one["b"], one["sb"], one["nb"], one["a"], one["sa"], one["na"], equal_var=False).pvalue
                            )
                            < 0.05
                            for one in tests
                        ]
                    )
                )
                for metric, tests in aa.items()
            },
        }
    )
)
