"""Words for kinds of things that people look for, and which of them a catalogue holds."""

from collections.abc import Collection

from agents.understanding.lexicon import Phrase, phrases

KINDS: dict[str, frozenset[Phrase]] = {
    "lodging": phrases(
        """hotel, hotels, hostel, hostels, guesthouse, guesthouses, guest house, guest houses, lodging, lodgings, motel,
        accommodation, accommodations, where i can stay, place to stay, places to stay, somewhere to stay,
        place to sleep, room, rooms, bed and breakfast, bed and breakfasts, b and b, lodge, someplace to stay, inn"""
    ),
    "eating": phrases(
        """restaurant, restaurants, place to eat, places to eat, somewhere to eat, place to dine, places to dine,
        somewhere to dine, place for dinner, place for lunch, dining, dinner, lunch, food, eatery, eateries, cafe,
        something to eat, someplace to eat, anywhere to eat, meal, bite to eat, steakhouse, bistro, pizzeria, dine"""
    ),
    "sights": phrases(
        """attraction, attractions, museum, museums, gallery, galleries, things to do, something to do, fun to do,
        there is to do, interesting to see, things to see, stuff to do, places to go, place to go, somewhere to go, go
        somewhere, somewhere to visit, place to visit, places to visit, sightseeing, tourist attraction, theatre,
        theatres, theater, cinema, cinemas, park, parks, nightclub, nightclubs, night club, night clubs, zoo, swimming
        pool, swimming pools, pool, pools, concert hall, activities, church, churches, castle, monument"""
    ),
    "transport": phrases(
        """train, trains, taxi, taxis, cab, cabs, bus, buses, flight, flights, plane, coach, ferry, train ticket, train
        tickets, rental car, car rental, uber, ride to, transportation"""
    ),
    "help": phrases("hospital, police station, police, doctor, dentist, pharmacy, weather forecast, bank account"),
    "films": phrases("film, films, movie, movies"),
    "music": phrases("song, songs, track, tracks, music, album, albums, tune, tunes"),
}
"""Words for things that people look for. What a catalogue's own noun or values stand in is its kind; the rest, others'.
"""
WORKS = frozenset(("films", "music"))
"""Works may be about anything, so nothing else is spoken of beside them, and they are no other kind beside places."""
PLACES = frozenset(("lodging", "eating", "sights"))
"""Catalogues of places say nothing of other places and of travel; films, books and songs may be about anything."""
SEVERAL = 3
"""Values of one catalogue that must be of a kind for the kind to be its own, where its noun is of none."""


def own_kinds(nouns: Collection[Phrase], values: Collection[Phrase]) -> frozenset[str]:
    """The kinds that a catalogue's nouns, or several of its values, stand in; empty unless one of them is a place."""
    named = frozenset(kind for kind, group in KINDS.items() if group & set(nouns))
    found = named or frozenset(kind for kind, group in KINDS.items() if len(group & set(values)) >= SEVERAL)
    return found if found & PLACES else frozenset()


def own_nouns(nouns: Collection[Phrase]) -> frozenset[Phrase]:
    """What else the catalogue's things are called in English."""
    groups = (group for group in KINDS.values() if group & set(nouns))
    return frozenset(nouns).union(*groups)
