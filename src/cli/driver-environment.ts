/**
 * What drivers read from the environment while they are loaded. Told otherwise by the user, they do
 * as told.
 */
const quiet: Readonly<Record<string, string>> = {
  // The client of Snowflake looks for the cloud it runs in: seconds of waiting where there is none.
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: "true",
  SNOWFLAKE_DISABLE_MINICORE: "true",
  // Its own libraries announce on every start with Node 20 which versions they will need.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

export function prepareDrivers(): void {
  for (const [name, value] of Object.entries(quiet)) process.env[name] ??= value;
}
