// SPDX-License-Identifier: BSD-3-Clause
// Where run.sh put what the tests need.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../../', import.meta.url);

export const sources = fileURLToPath(root);
export const build = fileURLToPath(new URL('build/lab_page/', root));
export const pageFile = `${build}relu_lab.html`;
export const hostProgram = `${build}host/examples/lab_page/lab_page_host`;
export const screenshots = `${build}screenshots/`;

/// The packages of package.json, which are installed below build/ and not beside their sources.
export const require = createRequire(`${build}package.json`);
