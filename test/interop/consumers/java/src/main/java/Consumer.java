import software.amazon.awssdk.services.sts.StsClient;

/** Without words one call, and what it says; with "loop SECONDS INTERVAL" a call again and again, and a line for each. */
public class Consumer {
  public static void main(String[] words) throws Exception {
    try (StsClient client = StsClient.create()) {
      if (words.length < 3 || !words[0].equals("loop")) {
        System.out.println(client.getCallerIdentity().arn());
        return;
      }
      long end = System.nanoTime() + (long) (Double.parseDouble(words[1]) * 1e9);
      long interval = (long) (Double.parseDouble(words[2]) * 1000);
      while (System.nanoTime() < end) {
        System.out.println(line(client));
        System.out.flush();
        Thread.sleep(interval);
      }
    }
  }

  private static String line(StsClient client) {
    try {
      return "ok " + client.getCallerIdentity().arn();
    } catch (Exception error) {
      return "FAIL " + error.toString().replace("\n", " ");
    }
  }
}
