"""Decide which addresses and host names may be connected to: public ones only."""

import csv
import re
from functools import cache
from importlib import resources
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# All unicast addresses that IANA has allocated so far; the rest is unassigned.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# The only translation that is public: its last 32 bits are an IPv4 address (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")

# Letters, digits and hyphens (RFC 1123); some hosts in use have underscores.
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
# The URL standard reads a host whose last label is such as an IPv4 address.
_NUMBER = re.compile(r"\d+|0[xX][0-9a-fA-F]*")


def why_forbidden(text: str) -> str:
    """Return why nothing may connect to the address *text*; empty where it may.

    Python's ``is_global`` is not enough: it calls several of the ranges in our
    table public, and its answer changes between versions.

    Args:
        text: An address as a resolver answers it, such as ``192.0.2.1`` or ``2001:db8::1``.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return "it is no address"
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return "it is bound to one network card"
        if address in _NAT64:
            address = IPv4Address(int(address) & 0xFFFFFFFF)
    for network, name in special_networks():
        if address.version == network.version and address in network:
            return f"it is set aside for special use ({name})"
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "it belongs to nobody"
    return "" if address.is_global else "it is not public"


def why_no_public_name(host: str) -> str:
    """Return why *host* cannot be a public host; empty where it may be one.

    Args:
        host: As it stands in a URL, in ASCII, without brackets around IPv6.
    """
    if ":" in host:
        return why_forbidden(host)
    name = host.rstrip(".").lower()
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _why_no_plain_number(host)
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        return "it is no name of a machine"
    for suffix, meaning in _special_names().items():
        if name == suffix or name.endswith(f".{suffix}"):
            return f".{suffix} names are for {meaning}"
    if len(labels) == 1:
        return "a name without a dot is one of the local network"
    return ""


@cache
def special_networks() -> tuple[tuple[Network, str], ...]:
    """Return every special-purpose range with its name, from our table."""
    return tuple((ip_network(row["network"]), row["name"]) for row in _table("special_addresses"))


@cache
def _special_names() -> dict[str, str]:
    return {row["suffix"]: row["name"] for row in _table("special_names")}


def _why_no_plain_number(host: str) -> str:
    # 127.1, 0x7f.1 and 2130706433 all resolve to this machine; no published page uses them.
    try:
        address = IPv4Address(host)
    except ValueError:
        return "it is a number in disguise"
    return why_forbidden(str(address))


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("factcheck.web").joinpath(f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
