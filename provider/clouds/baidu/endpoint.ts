/** The public endpoint of BCC in a region, which serves instances, groups and network interfaces. Always https. */
export function publicEndpoint(region: string): string {
  return `https://bcc.${region}.baidubce.com`;
}
