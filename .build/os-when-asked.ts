/**
 * `node:os` for the files that node compiles at every call: loaded when one of its functions is called, which is hardly
 * ever. It takes node a fifth of what a cached answer takes beside node's own start.
 */
// biome-ignore lint/style/useNodejsImportProtocol: this file is what the build puts in place of node:os.
const os = () => require('os') as typeof import('node:os');

export const hostname = () => os().hostname();
export const userInfo = () => os().userInfo();
export const tmpdir = () => os().tmpdir();
export const constants = {
  get signals() {
    return os().constants.signals;
  },
};
