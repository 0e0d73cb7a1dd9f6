"""Rules of money that the database keeps, whatever program writes."""

from django.db.models import Model

from guywire.kit.tenancy.rules import Quote, TableRule


class Frozen(TableRule):
    """Once a row's state is not ``draft``, only the columns of ``mutable`` may change.

    It cannot be removed either, but with the tenant whose rows are erased.
    """

    def __init__(self, *, name: str, mutable: tuple[str, ...]) -> None:
        super().__init__(name=name)
        self.mutable = tuple(mutable)

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, object]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "mutable": self.mutable}

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        table, name = quote(model._meta.db_table), quote(self.name)
        free = "{" + ",".join(self.mutable) + "}"
        return (
            f"create trigger {name} before update or delete on {table} for each row"
            f" when (old.state <> 'draft') execute function billing_refuse_change('{free}')",
            f"drop trigger {name} on {table}",
        )


class PartOfDraft(TableRule):
    """A row may be changed or removed only while the document it belongs to is a draft."""

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        table, name = quote(model._meta.db_table), quote(self.name)
        return (
            f"create trigger {name} before update or delete on {table} for each row"
            " execute function billing_refuse_issued()",
            f"drop trigger {name} on {table}",
        )


class Balanced(TableRule):
    """At commit a journal has two postings or more, and their sum in each currency is nothing."""

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        table, name = quote(model._meta.db_table), quote(self.name)
        return (
            f"create constraint trigger {name} after insert on {table}"
            " deferrable initially deferred for each row execute function billing_check_balance()",
            f"drop trigger {name} on {table}",
        )


class InOpenPeriod(TableRule):
    """Nothing is posted on a day of a closed period."""

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        table, name = quote(model._meta.db_table), quote(self.name)
        return (
            f"create trigger {name} after insert on {table} referencing new table as new_rows"
            " for each statement execute function billing_check_period()",
            f"drop trigger {name} on {table}",
        )


class WithJournal(TableRule):
    """Postings are written in the transaction of their journal; a written journal takes no more."""

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        table, name = quote(model._meta.db_table), quote(self.name)
        return (
            f"create trigger {name} after insert on {table} referencing new table as new_rows"
            " for each statement execute function billing_check_late()",
            f"drop trigger {name} on {table}",
        )
