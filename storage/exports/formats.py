"""All formats there are."""

from storage.exports import openai_tuning, trl
from storage.exports.format import ExportError, Format
from storage.exports.gorse import GORSE
from storage.exports.instructions import INSTRUCTIONS
from storage.exports.lenskit import LENSKIT
from storage.exports.lists import LISTS
from storage.exports.metarank import METARANK
from storage.exports.movielens import MOVIELENS
from storage.exports.pairs import LABELLED, PAIRS
from storage.exports.parquet import PARQUET
from storage.exports.recbole import RECBOLE
from storage.exports.teacher import MARGINS, TEACHER
from storage.exports.triplets import TRIPLETS

TEXTS = (PAIRS, TRIPLETS, LABELLED, LISTS, TEACHER, MARGINS)
INTERACTIONS = (RECBOLE, LENSKIT, MOVIELENS, GORSE, METARANK)
CHAT = (trl.SFT, trl.DPO, trl.KTO, trl.REWARD, openai_tuning.SFT, openai_tuning.PREFERENCE, INSTRUCTIONS)

FORMATS: tuple[Format, ...] = (*TEXTS, *CHAT, *INTERACTIONS, PARQUET)


def find_format(name: str) -> Format:
    """Raises ExportError."""
    for one in FORMATS:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in FORMATS)
    raise ExportError(f"“{name}” is no export format; there are {names}.")
