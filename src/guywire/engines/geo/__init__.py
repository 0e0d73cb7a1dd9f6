from guywire.engines.geo.profile import Profile
