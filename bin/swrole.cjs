#!/usr/bin/env node
require('../dist/hot/main.cjs');
