"""The frame of rnnviz, and the server around it."""

if __name__ == "__main__":  # Streamlit runs this file for every reader
    from rnnviz.ui import frame

    frame.show()
elif __name__ == "app":  # and imports it once, to serve it; a worker process imports it too, and needs nothing of it
    import streamlit as st

    from rnnviz.ui import frame, server

    frame.prepare()
    app = st.App(__file__, **server.options())
