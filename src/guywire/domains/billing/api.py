from ninja import Router

routers: tuple[Router, ...] = ()
