# Receives the webhooks of {{brand}}. Run: gem install webrick; WEBHOOK_API_KEYS=whsec_… ruby receiver.rb
require 'json'
require 'openssl'
require 'set'
require 'webrick'

# The key that registering the webhook showed. While a key is being replaced: the old one and the new one, with a
# space between. None before the webhook is registered, for it is shown afterwards: then only the handshake is
# answered.
KEYS = ENV.fetch('WEBHOOK_API_KEYS', '').split
STANDARD = '{{signatures}}' == 'STANDARD' # how the webhook was registered: HEX or STANDARD
TOLERANCE = 5 * 60 # seconds
MAX_BODY = 1024 * 1024
SEEN = Set.new # in earnest a table with a unique column, written in the transaction that does the work
LOCK = Mutex.new
$stdout.sync = true

def genuine?(request, raw_body)
  STANDARD ? genuine_standard?(request, raw_body) : genuine_hex?(request, raw_body)
end

def genuine_hex?(request, raw_body)
  sent = request['X-{{brand}}-Signature'].to_s
  KEYS.map { |key| equal?(sent, OpenSSL::HMAC.hexdigest('SHA256', key, raw_body)) }.any?
end

def genuine_standard?(request, raw_body)
  id, time = request['webhook-id'].to_s, request['webhook-timestamp'].to_s
  return false if id.empty? || !time.match?(/\A[0-9]{1,12}\z/) || (Time.now.to_i - time.to_i).abs > TOLERANCE

  signed = "#{id}.#{time}.".b + raw_body
  expected = KEYS.map do |key|
    secret = key.delete_prefix('whsec_').unpack1('m') # base64
    'v1,' + [OpenSSL::HMAC.digest('SHA256', secret, signed)].pack('m0')
  end
  sent = request['webhook-signature'].to_s.split(' ').first(16)
  sent.product(expected).map { |one, other| equal?(one, other) }.any?
end

def equal?(sent, expected) # in a time that does not tell how much of it agrees
  sent.bytesize == expected.bytesize && OpenSSL.fixed_length_secure_compare(sent, expected)
end

def first?(delivery)
  LOCK.synchronize { SEEN.add?(delivery) }
end

def answer(request, raw_body)
  return 413 if raw_body.bytesize > MAX_BODY
  return 401 if KEYS.any? && !genuine?(request, raw_body)

  body = JSON.parse(raw_body.dup.force_encoding('UTF-8'))
  return 400 unless body.is_a?(Hash) && body['event'].is_a?(String)
  # What the body says, and no header: the body is what is signed.
  return 200, JSON.generate('verifyToken' => body['verifyToken']) if body['event'] == 'webhook.verify'
  return 503 if KEYS.empty? # kept and sent again; see the Retry-After below

  delivery = request[STANDARD ? 'webhook-id' : 'X-{{brand}}-Delivery']
  if delivery.nil? || first?(delivery)
    puts "handle #{body['event']} #{delivery}" # put it into a queue here, and work after the answer
  end
  200
rescue JSON::ParserError, EncodingError
  400
end

class Receiver < WEBrick::HTTPServlet::AbstractServlet
  def do_POST(request, response)
    response.status, json = answer(request, request.body.to_s.b)
    response['Retry-After'] = '60' if response.status == 503
    return unless json

    response['Content-Type'] = 'application/json'
    response.body = json
  end
end

server = WEBrick::HTTPServer.new(
  BindAddress: '127.0.0.1', Port: ENV.fetch('PORT', '8000').to_i, AccessLog: [], Logger: WEBrick::Log.new($stderr, 1)
)
server.mount('/', Receiver)
puts "listening on #{server.listeners.first.addr[1]}"
trap('TERM') { server.shutdown }
server.start
