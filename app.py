"""The frame of rnnviz: page config, navigation, footer."""

if __name__ == "__main__":  # a worker process imports this file under another name, and needs nothing of it
    from rnnviz.ui import frame

    frame.show()
