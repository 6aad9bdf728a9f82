'use strict';
const fs = require('node:fs');
const path = require('node:path');

for (const made of ['dist', 'resources/supervision-editor.js'])
  fs.rmSync(path.join(__dirname, '..', made), { recursive: true, force: true });
