"""What goes by the channels of a plan.

In: a model. Out: names.
"""

from __future__ import annotations

from planlang.semantics.model import Model, Topic


def named_channels(model: Model) -> frozenset[str]:
    """The channels that somebody is told by: `notify rep via east`."""
    ways = [alert.via for alert in model.watched]
    for process in model.processes.values():
        ways += (process.via, *(rule.ident.handling.via for rule in process.rules))
    return frozenset(name for via in ways for one in via for name in one.channels)


def sent_to_all(model: Model) -> frozenset[Topic]:
    """What some channel sends to whoever is told of it."""
    return frozenset(
        topic
        for channel in model.channels.values()
        for sending in channel.sends
        if not sending.to
        for topic in sending.topics
    )
