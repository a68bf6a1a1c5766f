"""What goes by the channels of a plan.

In: a model. Out: names.
"""

from __future__ import annotations

from planlang.semantics.model import Alert, Model, Topic, Via


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


def only_alerts(name: str, model: Model) -> tuple[Alert, ...]:
    """The alerts that go by a channel; none where anything else does."""
    topics = {topic for sending in model.channels[name].sends for topic in sending.topics}
    named = {alert.ident.name for alert in model.alerts.values() if _names(alert.via, name)}
    others = (
        any(topic.kind != "alert" for topic in topics)
        or any(_names(one.alert.via, name) for one in model.adjustments.values())
        or any(_names(process.ways(rule), name) for process in model.processes.values() for rule in process.rules)
    )
    wanted = named | {topic.name for topic in topics}
    return () if others else tuple(alert for alert in model.alerts.values() if alert.ident.name in wanted)


def _names(ways: tuple[Via, ...], channel: str) -> bool:
    """Whether somebody is told by a channel."""
    return any(channel in via.channels for via in ways)
