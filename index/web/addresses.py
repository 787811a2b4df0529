"""Which addresses lie on the open internet. Everything else is refused, whatever name leads to it."""

from __future__ import annotations

import ipaddress

_REFUSED_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # "this network": many systems connect it to themselves
            "10.0.0.0/8",
            "100.64.0.0/10",  # carriers' shared space (CGNAT)
            "127.0.0.0/8",
            "168.63.129.16/32",  # looks public; in one large cloud it is the machine's own control server
            "169.254.0.0/16",  # link-local: where clouds keep their metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",  # benchmarking
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and the broadcast address
        ),
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
"""All the unicast there is. Outside lie ::, ::1, ::ffff:0:0/96, 64:ff9b::/96, fc00::/7, fe80::/10, ff00::/8."""

_REFUSED_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # Teredo (which embeds an IPv4 address), benchmarking, ORCHID
            "2001:db8::/32",
            "2002::/16",  # 6to4, which embeds an IPv4 address
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
    )
)
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""The upper half of an interface identifier whose lower half is an IPv4 address."""


def is_public(address: str) -> bool:
    """Tell whether an address, as a resolver spells it, is ordinary unicast on the open internet."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _REFUSED_4) and parsed.is_global
    return (
        parsed.scope_id is None
        and parsed in _GLOBAL_6
        and not any(parsed in network for network in _REFUSED_6)
        and (int(parsed) >> 32) & 0xFFFF_FFFF not in _ISATAP
        and parsed.is_global
    )
