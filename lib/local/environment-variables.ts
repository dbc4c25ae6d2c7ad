/**
 * The environment for a program that must speak to the local AWS and to nothing else: without the
 * caller's AWS settings, so that nothing can reach a real account, and without proxies for the
 * loopback.
 */
export function loopbackEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(AWS|CDK|MINISTACK|npm)_/.test(name));
  const loopback = '127.0.0.1,localhost';
  return { ...Object.fromEntries(kept), NO_PROXY: loopback, no_proxy: loopback };
}
