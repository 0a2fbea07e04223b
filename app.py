"""The frame of rnnviz: page config, navigation, footer."""

from rnnviz.ui import frame

if __name__ == "__main__":
    frame.show()
