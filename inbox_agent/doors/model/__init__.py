"""The parts of the model door: what is asked, by which road, what may come back, and what it may cost.

`inbox_agent/doors/model_writer.py` puts them together. In the order of one letter: `sheet` takes from the
brief what may leave (T-11, T-12), `redaction` hides who is meant where the owner wants that (T-43), `prompt`
renders it, `budget` and `circuit` say whether to ask at all, `exchange` asks and asks again, `transport` is
the only module that knows langchain, `failures` names the ten ways in which it goes wrong, and `answer` reads
what came back as the words of a stranger (T-10, T-17).
"""
