# stands at: src/guywire/domains/billing/handlers.py
from django.db.models import signals  # BREACH
from django.dispatch import receiver  # BREACH


@receiver(signals.post_save)
def react(**kwargs: object) -> None: ...


signals.post_save.connect(react)  # BREACH
