def main(inputs):
    item = inputs["in"]
    if item["n"] % 1000 == 999:
        raise ValueError(f"{item['name']} is the last of a thousand")
    return {"square": item["n"] ** 2, "name": item["name"]}
