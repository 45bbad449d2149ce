/** What an adapter gets to know beside its target. */
export interface ConnectOptions {
  /** Absolute path of the project: relative paths of the target start here. */
  readonly root: string;
}
