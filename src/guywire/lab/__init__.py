"""The lab: made-up WISPs on real terrain, for the demo and for tests.

Everything here is invented but the ground it stands on: names, addresses and people exist nowhere.
Nothing imports the lab but the demo and tests.
"""
