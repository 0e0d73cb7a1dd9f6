"""Two owners leave at the same moment: the organization keeps one."""

import threading

from django.db import connections

from guywire.domains.tenants.models import Membership
from guywire.domains.tenants.services import people
from guywire.domains.tenants.services.people import LastOwner
from guywire.domains.tenants.tests import make
from guywire.kit.tenancy import in_tenant


def test_of_two_owners_who_go_at_once_one_stays(own_database: str) -> None:
    tenant = make.tenant("pair")
    owners = [make.member(tenant), make.member(tenant)]
    refused: list[type[Exception]] = []
    barrier = threading.Barrier(2)

    def go(owner: Membership) -> None:
        try:
            with in_tenant(tenant.pk, actor="test"):
                barrier.wait(10)
                people.leave(owner)
        except LastOwner as error:
            refused.append(type(error))
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=go, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [LastOwner]
    with in_tenant(tenant.pk, actor="test"):
        assert Membership.objects.filter(state=Membership.State.ACTIVE).count() == 1
