from guywire.kit.events import DomainConfig


class Config(DomainConfig):
    name = "guywire.domains.billing"
    label = "billing"
