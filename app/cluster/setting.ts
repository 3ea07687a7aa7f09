import type { Config } from '../../config/load-config.ts';
import type { Build } from '../build.ts';
import type { TokenIssuer } from '../identity/token-key.ts';
import type { LeftOut } from '../leave-out.ts';
import type { MysqlLogin } from '../storage/login.ts';

/** What primary and workers run with. */
export interface Setting {
  readonly config: Config;
  readonly login: MysqlLogin;
  readonly issuer: TokenIssuer;
  readonly build: Build;
  readonly leftOut: LeftOut;
  /** Ends the process in order. */
  readonly signal: AbortSignal;
  /** Calls back at each SIGHUP from now on. */
  readonly onHangUp: (listener: () => void) => void;
}
