"""The clinic: what people ask about Keras's recurrent layers, each question a live scene."""
