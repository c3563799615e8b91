"""`tastemaker labels --judge`: a model grades what nobody judged; and how far its grades agree with those of people."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from agents.judging.agreement import Agreement, Estimate
    from app.judging.plan import Plan, Tally
    from app.settings import Settings

GRADES = ("unwanted", "glanced at", "liked", "taken")


def judge_first(
    settings: "Settings",
    catalogue: str,
    wanted: bool,
    most: int,
    retrieved: int,
    cap: float,
    tokens: int,
    as_json: bool,
) -> "Tally | None":
    """Judges, if that is wanted, and says what came of it; interrupted, it says what is kept."""
    from app.judging.plan import BadPlan, Plan, Tally
    from storage.labels.filters import Filters

    if not wanted:
        if cap or tokens:
            raise BadPlan("--cap and --tokens say what --judge may cost, and --judge is not there.")
        return None
    plan, tally = Plan(Filters(catalogue=catalogue), most, retrieved, cap=cap, tokens=tokens), Tally()
    try:
        _judge(settings, plan, tally)
    except KeyboardInterrupt:
        typer.echo(f"Interrupted: {tally.judged:,} judgements are kept; the same command goes on from there.", err=True)
        raise
    told = judged_lines(tally, plan, settings.model)
    if tally.stopped and not tally.judged:
        raise SystemExit("\n".join(told))
    typer.echo("\n".join([*told, ""]), err=as_json)
    return tally


def _judge(settings: "Settings", plan: "Plan", tally: "Tally") -> None:
    from app.commands.progress import bars
    from app.judging.running import judge

    with bars() as progress:
        asyncio.run(judge(settings, plan, tally, progress))


def agreement(settings: "Settings", catalogue: str, of_this_model: bool) -> "Agreement":
    """Of the settings' model with people, or of whichever judged last."""
    from app.judging.running import compare
    from storage.labels.filters import Filters

    return compare(settings, Filters(catalogue=catalogue), settings.model if of_this_model else "")


def judged_lines(tally: "Tally", plan: "Plan", model: str) -> list[str]:
    """What people read of one run."""
    told = [
        f"{model} judged {tally.judged:,} items in {tally.questions:,} questions; "
        f"people had judged {tally.beside:,} of these items too."
    ]
    if not tally.asked and not tally.stopped:
        told = [f"There is nothing of “{plan.filters.catalogue}” that {model} was not asked about yet."]
    if tally.grades:
        grades = ", ".join(f"{grade} {GRADES[grade]}: {tally.grades[grade]:,}" for grade in range(len(GRADES)))
        told.append(f"By grade: {grades}. They are stored as judgements, and their labels marked synthetic.")
    if tally.spent.tokens:
        money = f" and {tally.spent.money:.4f}" if tally.spent.money else ""
        told.append(f"It took {tally.spent.tokens:,} tokens{money}.")
    told += [f"Not graded: {why} ({count:,} questions)." for why, count in tally.troubles.most_common()]
    if tally.stopped:
        told.append(f"Stopped early: {tally.stopped}. What was judged is kept; the same command goes on from there.")
    return told


def agreement_lines(found: "Agreement") -> list[str]:
    """Empty where nothing was judged by both."""
    if not found.pairs or not found.exact or not found.near:
        return []
    kappa = _estimated(found.kappa, "{:.2f}") if found.kappa else "not defined, for one side gave a single grade"
    return [
        "",
        f"Model and people on the same {found.pairs:,} items of {found.conversations:,} conversations:",
        f"  the same grade {_estimated(found.exact, '{:.0%}')}, at most one apart {_estimated(found.near, '{:.0%}')}",
        f"  weighted kappa {kappa} (0 chance, 1 full agreement; in brackets 95 % intervals)",
        "                 model: 0      1      2      3",
        *(
            f"  people {grade} {GRADES[grade]:<11}" + "".join(f"{count:>6,} " for count in row).rstrip()
            for grade, row in enumerate(found.table)
        ),
    ]


def _estimated(one: "Estimate", form: str) -> str:
    value, low, high = (form.format(number) for number in (one.value, one.low, one.high))
    return f"{value} [{low}, {high}]"


def judging_figures(tally: "Tally | None", found: "Agreement") -> dict[str, object]:
    """As JSON holds them; without a run and without judgements, nothing."""
    from agents.judging.agreement import figures

    told = {} if tally is None else {"judging": _figures(tally)}
    return {**told, **({"agreement": figures(found)} if found.pairs else {})}


def _figures(tally: "Tally") -> Mapping[str, object]:
    return {
        "asked": tally.asked,
        "judged": tally.judged,
        "beside_people": tally.beside,
        "questions": tally.questions,
        "grades": {str(grade): tally.grades[grade] for grade in range(len(GRADES))},
        "prompts": dict(sorted(tally.prompts.items())),
        "troubles": dict(sorted(tally.troubles.items())),
        "tokens": tally.spent.tokens,
        "money": round(tally.spent.money, 6),
        "stopped": tally.stopped,
    }
