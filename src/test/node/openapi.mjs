// The contract as generators read it: node openapi.mjs <gateway>
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

import openapiTypeScript, { astToString } from 'openapi-typescript';

const gateway = process.argv[2];

test('a TypeScript client that is generated from the contract compiles strictly and gets a challenge', async () => {
  const directory = mkdtempSync(resolve('openapi-'));
  // Fails on what is no OpenAPI document.
  const types = await openapiTypeScript(new URL('/openapi.yaml', gateway));
  writeFileSync(join(directory, 'contract.ts'), astToString(types));
  cpSync('challenge.ts', join(directory, 'challenge.ts'));
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'module' }));

  const options = ['--strict', '--noEmitOnError', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck'];
  execFileSync('npx', ['tsc', ...options, 'challenge.ts'], { cwd: directory, stdio: 'inherit' });
  const output = execFileSync('node', ['challenge.js', gateway], { cwd: directory, encoding: 'utf8' });

  assert.deepEqual(JSON.parse(output), { method: 'S256', refused: 'invalid_request' });
});
