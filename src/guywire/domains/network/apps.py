from guywire.kit.events import DomainConfig


class Config(DomainConfig):
    name = "guywire.domains.network"
    label = "network"
