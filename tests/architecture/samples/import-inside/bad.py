# stands at: src/guywire/domains/billing/services.py
def draw_chart() -> None:
    import json  # BREACH

    json.dumps({})
