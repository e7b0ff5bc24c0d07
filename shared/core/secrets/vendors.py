"""Names of services that give out keys: one of them before a lot says as much as the word key."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

NAMES: Final = """
abuseipdb accuweather adafruit adobe agora ai21 airbrake airship airtable alchemy algolia amadeus
amplitude anypoint apify apollo appcues appdynamics appsflyer artifactory asana assemblyai atlassian
auth0 avaza aylien azdo azure bandwidth betterstack binance bitbucket bitfinex bitly bitrise
bitstamp blynk braintree branchio brandfetch browserstack bugsnag buildkite bynder calendly censys
chatbot circleci clarifai clearbit clickhouse clickup clockify closecrm cloudant cloudbees
cloudflare cloudinary cloudsmith codacy codeclimate codecov codemagic cohere coinapi coinbase
coinmarketcap confluence confluent contentful crowdin crowdstrike customerio cypress databricks
datadog deepgram deepl deepseek delighted digicert discord disqus dockerhub docusign doppler dropbox
dwolla dynatrace easypost ebay elastic elevenlabs etherscan etsy eventbrite exchangerate facebook
fastly finicity finnhub firebase flickr flightaware flutterwave foursquare freshbooks freshdesk
fullstory geoapify geocodio getresponse giphy github gitlab gitter gocardless godaddy grafana groq
gumroad helpscout heremaps heroku hetzner honeybadger honeycomb hotjar hubspot huggingface hunterio
imgix infobip infura insomnia intercom ipapi ipdata ipgeolocation ipinfo ipstack iterable jenkins
jfrog jira jotform jumpcloud kaggle kickbox klaviyo kraken kucoin langchain langsmith launchdarkly
leadfeeder lemlist linkedin linode livechat locationiq loggly lokalise looker mailchimp mailgun
mailjet mandrill mapbox mapquest mashape mattermost maxmind messagebird mistral mixpanel moengage
mongodb mysql netlify newrelic newsapi nexmo ngrok notion nuget nylas nytimes okta onelogin
onesignal openai opencage openweather opsgenie optimizely pagerduty paddle papertrail paypal
perplexity pinecone pingdom pipedrive plaid planetscale plivo postgres posthog postman postmark
prefect pubnub pusher quandl qualtrics quickbooks rabbitmq rapidapi raygun razorpay reddit redis
replicate resend retool ringcentral rollbar rootly route4me salesforce samsara saucelabs scaleai
scaleway scrapfly scraperapi scrapinghub sendbird sendgrid sentry serpapi serpstack servicenow
shippo shodan shopify signalfx signalwire sinch skyscanner slack smartsheet snowflake snyk
solarwinds sonar sourcegraph sparkpost splunk spotify squarespace statuspage stormglass strava
stripe stytch sumologic supabase surveymonkey swiftype tableau tatum teamcity telegram telnyx
terraform ticketmaster tiingo tinybird todoist travisci trello tumblr twelvelabs twilio twitch
twitter typeform unsplash upcloud uploadcare uptimerobot vercel virustotal vimeo visualcrossing
visualstudio vonage voyage vsts vultr wakatime wandb weatherapi weatherbit webex webflow wepay whoxy
wistia wordpress workday workos wrike yelp yousign youtube zapier zendesk zenserp zerobounce zipcode
zoho
"""
HEAD: Final = 3
APART: Final = str.maketrans("", "", "_.- ")


def by_head(names: str) -> Mapping[str, tuple[str, ...]]:
    """Names under their first letters."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name in names.split():
        found[name[:HEAD]] += (name,)
    return dict(found)


BY_HEAD: Final = by_head(NAMES)


def names_vendor(name: str) -> bool:
    """Whether a name in small letters has that of a service in it, however it is joined."""
    joined = name.translate(APART)
    return any(
        joined.startswith(BY_HEAD.get(joined[place : place + HEAD], ()), place)
        for place in range(len(joined) - HEAD + 1)
    )
