import { start } from './start';

// A container is reached through its own network interface, so 127.0.0.1 would answer nobody but the
// health check. The task's security group decides who gets here.
start(process.env, '0.0.0.0');
