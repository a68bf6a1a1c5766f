"""What stands between the brackets of a call, and figures that a call sets beside other periods or other entities."""
