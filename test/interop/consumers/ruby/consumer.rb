# Without words one call, and what it says; with "loop SECONDS INTERVAL" a call again and again, and a line for each.
require 'aws-sdk-core'

# Releases before 2023 read no AWS_ENDPOINT_URL_STS.
client = Aws::STS::Client.new(endpoint: ENV.fetch('AWS_ENDPOINT_URL_STS'))
call = -> { client.get_caller_identity.arn }

if ARGV[0] == 'loop'
  finish = Time.now + ARGV[1].to_f
  while Time.now < finish
    begin
      puts "ok #{call.call}"
    rescue StandardError => e
      puts "FAIL #{e.class}: #{e.message.gsub("\n", ' ')}"
    end
    $stdout.flush
    sleep ARGV[2].to_f
  end
else
  puts call.call
end
