module example.com/other

go 1.26

require ctrace v0.0.0

replace ctrace => ../../..
