"""Writing equipment at sites."""

from datetime import datetime

from guywire.kit.errors import NotFound
from guywire.kit.events import publish

from ..events import EquipmentAdded, EquipmentChanged, EquipmentRemoved, EquipmentRetired
from ..inputs import EquipmentInput
from ..models import Equipment, Sector
from .sites import site_named
from .versions import columns, delete, end, lock, reopen, write


def create_equipment(given: EquipmentInput) -> Equipment:
    """Add equipment to a site."""
    _check_places(given)
    equipment = Equipment()
    write(equipment, columns(given, equipment), given.effective_at)
    publish(EquipmentAdded(equipment_id=equipment.pk, site_id=equipment.site_id))
    _settle(equipment, None, given.effective_at)
    return equipment


def change_equipment(equipment: Equipment, given: EquipmentInput) -> Equipment:
    """Change equipment; an empty password keeps the present one."""
    equipment = lock(equipment)
    _check_places(given)
    was = equipment.status
    changed = write(equipment, columns(given, equipment), given.effective_at)
    if changed:
        publish(
            EquipmentChanged(equipment_id=equipment.pk, site_id=equipment.site_id, changed=changed)
        )
    _settle(equipment, was, given.effective_at)
    return equipment


def retire_equipment(equipment: Equipment) -> Equipment:
    """The equipment has left the site; its history stays."""
    equipment = lock(equipment)
    was = equipment.status
    write(equipment, {"status": Equipment.Status.REMOVED}, None)
    _settle(equipment, was, None)
    return equipment


def remove_management_password(equipment: Equipment) -> Equipment:
    """No password is on record any more; equipment without one stays as it is."""
    equipment = lock(equipment)
    if equipment.has_management_password:
        equipment.management_password = ""
        equipment.save(update_fields=["management_password", "updated_at"])
        publish(
            EquipmentChanged(
                equipment_id=equipment.pk,
                site_id=equipment.site_id,
                changed="management_password",
            )
        )
    return equipment


def _settle(equipment: Equipment, was: str | None, at: datetime | None) -> None:
    """What follows from a new status, whichever door it came through."""
    if equipment.status == was:
        return
    if equipment.status == Equipment.Status.REMOVED:
        end(equipment, at)
        publish(EquipmentRetired(equipment_id=equipment.pk, site_id=equipment.site_id))
    elif equipment.valid_to is not None:
        reopen(equipment)


def remove_equipment(equipment: Equipment) -> None:
    """Remove equipment entered by mistake. Raises InUse while anything refers to it."""
    equipment_id, site_id = equipment.pk, equipment.site_id
    delete(lock(equipment))
    publish(EquipmentRemoved(equipment_id=equipment_id, site_id=site_id))


def _check_places(given: EquipmentInput) -> None:
    """The sector, if any, is one of the site's."""
    site = site_named(given.site_id)
    if given.sector_id is None:
        return
    if not Sector.objects.filter(pk=given.sector_id, site=site).exists():
        raise NotFound(f"{site} has no such sector.", field="sector_id")
