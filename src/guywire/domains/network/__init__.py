"""The network as it stands: sites, sectors, equipment, backhaul links, and whom they can serve.

Owns where things are, how they radiate, what was true when, addresses for offline geocoding, and
the answer to "can we serve this place?". Does not own customers, spare parts in stock, or what the
devices report. Its main verbs: ``create_site``, ``change_sector``, ``serviceability``.
"""
