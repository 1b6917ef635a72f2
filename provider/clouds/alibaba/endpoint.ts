/** The public endpoint of ECS in a region ("ECS endpoints" of the API's documentation). */
export function publicEndpoint(region: string): string {
  return `https://ecs.${region}.aliyuncs.com`;
}
