"""Whom Entra knows: members of our tenant, by all their addresses, with their app roles."""

import json
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.easy_auth import HEADER, LARGEST_HEADER, EasyAuth
from shared.core.errors import RefusedError
from shared.ports.people import StrangerError, Visitor

TENANT, OTHER = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
OBJECT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
LONG = "http://schemas.microsoft.com/identity/claims/"
SOAP = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
DOOR = EasyAuth(tenant=TENANT)
GRACE = {
    "tid": TENANT,
    "oid": OBJECT,
    "preferred_username": "Grace@Bank.example",
    "name": "Grace",
    "roles": "release-manager",
}


def headers(claims=(), /, auth_typ="aad", **changes):
    """What the platform says of Grace, with changes: `None` leaves a claim out."""
    said = [*{**GRACE, **changes}.items(), *claims]
    principal = {
        "auth_typ": auth_typ,
        "claims": [{"typ": kind, "val": value} for kind, value in said if value is not None],
        "name_typ": f"{SOAP}emailaddress",
        "role_typ": "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    }
    return encoded(json.dumps(principal).encode())


def encoded(document):
    """The header with these bytes in it."""
    return {HEADER: b64encode(document).decode()}


def met(found):
    """Who that is."""
    return DOOR.meet("churn-1@prod", "", found)


def test_a_member_of_our_tenant_is_known_by_id_address_and_role():
    assert met(headers()) == Visitor(
        key=OBJECT,
        addresses=("grace@bank.example",),
        roles=("release-manager",),
        assurance="entra",
    )


def test_claims_are_known_by_their_long_names_too():
    long = {
        f"{LONG}tenantid": TENANT.upper(),
        f"{LONG}objectidentifier": OBJECT.upper(),
        f"{SOAP}name": "grace@bank.example",
        f"{SOAP}emailaddress": "g.hopper@bank.example",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/role": "reader",
    }
    bare = dict.fromkeys(GRACE)

    visitor = met(headers(long.items(), **bare))

    assert (visitor.key, visitor.addresses, visitor.roles) == (
        OBJECT,
        ("grace@bank.example", "g.hopper@bank.example"),
        ("reader",),
    )


def test_every_address_of_a_person_is_known_and_each_once():
    aliases = [
        ("upn", "GRACE@bank.example"),
        ("email", "g.hopper@bank.example"),
        ("verified_secondary_email", "hopper@subsidiary.example"),
        ("unique_name", "not an address"),
    ]

    assert met(headers(aliases)).addresses == (
        "grace@bank.example",
        "g.hopper@bank.example",
        "hopper@subsidiary.example",
    )


def test_several_roles_all_count_and_groups_do_not():
    claims = [("roles", "auditor"), ("groups", "release-manager-group"), ("role", "admin")]

    assert met(headers(claims)).roles == ("release-manager", "auditor")


def test_somebody_without_a_role_is_known_and_has_none():
    assert met(headers(roles=None)).roles == ()


def test_a_link_says_nothing():
    assert DOOR.invitation("churn-1@prod", "grace@bank.example") == ""
    assert DOOR.meet("churn-1@prod", "any token at all", headers()).key == OBJECT


STRANGERS = {
    "another tenant": (headers(tid=OTHER), "another tenant"),
    "no tenant": (headers(tid=None), "another tenant"),
    "two tenants": (headers([("tid", OTHER)]), "another tenant"),
    "two tenants by two names": (headers([(f"{LONG}tenantid", OTHER)]), "another tenant"),
    "our tenant inside another's name": (headers(tid=f"{TENANT}.evil"), "another tenant"),
    "a guest by their provider": (headers(idp=f"https://sts.windows.net/{OTHER}/"), "guests"),
    "a guest by their private account": (headers(idp="live.com"), "guests"),
    "a guest by the long name": (headers([(f"{LONG}identityprovider", "mail")]), "guests"),
    "a guest by their kind of account": (headers(acct="1"), "guests"),
    "a guest by their name": (
        headers(upn="eve_evil.example#EXT#@bank.onmicrosoft.com"),
        "guests",
    ),
    "a program": (headers(idtyp="app"), "a program"),
    "no object id": (headers(oid=None), "no object id"),
    "an empty object id": (headers(oid=""), "no object id"),
    "two object ids": (headers([("oid", TENANT)]), "no object id"),
    "no address": (headers(preferred_username=None), "no address"),
    "a name in place of an address": (headers(preferred_username="grace"), "no address"),
    "two addresses in one": (
        headers(preferred_username="grace@bank.example,eve@bank.example"),
        "no address",
    ),
    "another provider": (headers(auth_typ="google"), "not one of Entra"),
    "an empty document": (encoded(b"{}"), "cannot be read"),
    "a list": (encoded(b"[]"), "cannot be read"),
    "claims that are none": (encoded(b'{"auth_typ":"aad","claims":[1]}'), "cannot be read"),
    "a claim of a number": (
        encoded(b'{"auth_typ":"aad","claims":[{"typ":"tid","val":1}]}'),
        "cannot be read",
    ),
    "no base64": ({HEADER: "{}"}, "cannot be read"),
    "half of it": ({HEADER: headers()[HEADER][:-3]}, "cannot be read"),
    "other letters": ({HEADER: "é" * 20}, "cannot be read"),
    "two headers in one": (
        {HEADER: f"{headers()[HEADER]},{headers()[HEADER]}"},
        "cannot be read",
    ),
    "a flood": ({HEADER: "A" * (LARGEST_HEADER + 4)}, "cannot be read"),
}


@pytest.mark.parametrize(("found", "reason"), STRANGERS.values(), ids=STRANGERS)
def test_nobody_is_let_in_who_is(found, reason):
    with pytest.raises(StrangerError, match=reason) as raised:
        met(found)

    assert raised.value.remedy
    assert not raised.value.sign_in


def test_a_member_who_signed_in_at_our_own_tenant_is_no_guest():
    assert met(headers(idp=f"https://sts.windows.net/{TENANT}/", acct="0")).key == OBJECT


def test_who_has_not_signed_in_hears_where_to():
    for nothing in ({}, {HEADER: ""}, {"x-ms-client-principal-name": "grace@bank.example"}):
        with pytest.raises(StrangerError, match="nobody has signed in") as raised:
            met(nothing)
        assert raised.value.sign_in == "/.auth/login/aad"


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_at_all_are_refused_and_nothing_worse(document):
    with pytest.raises(StrangerError):
        met(encoded(document))


@pytest.mark.parametrize("tenant", ["", "common", "organizations", "bank.onmicrosoft.com", "{}"])
def test_what_names_no_single_tenant_is_refused(tenant):
    with pytest.raises(RefusedError, match="GATEHOUSE_TENANT"):
        EasyAuth(tenant=tenant)
