# stands at: src/guywire/domains/billing/queries.py
def find(cursor: object, name: str) -> None:
    cursor.execute(f"select * from site where name = '{name}'")  # BREACH
    cursor.execute("select * from site where name = '%s'" % name)  # BREACH
    cursor.execute("select * from site where name = " + name)  # BREACH
    cursor.execute("select * from {}".format(name))  # BREACH
    query = f"select {name}"
    cursor.execute(query)  # BREACH
