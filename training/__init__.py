"""How the bundled language engine was made: data, model, training, export, figures. Not shipped; `python -m training.run`."""
