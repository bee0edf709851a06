def main(inputs):
    return [12 / number for number in inputs["in"]]
