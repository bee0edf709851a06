def main(inputs):
    person = inputs["person"]
    text = inputs["template"].replace("NAME", person["name"])
    return {"text": text, "length": len(text), "person": person}
