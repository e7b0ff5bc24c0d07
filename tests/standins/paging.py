"""Lists page by page, as GitHub and GitLab give them.

https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
https://docs.gitlab.com/api/rest/#offset-based-pagination
"""

MOST = 100


def page_of(request, rows, usual=20):
    """The rows of the page that was asked for, and the header that tells of the next one."""
    size = min(int(request.query_params.get("per_page", usual)), MOST)
    number = int(request.query_params.get("page", 1))
    shown, left = rows[size * (number - 1) : size * number], rows[size * number :]
    following = request.url.include_query_params(page=number + 1)
    return shown, {"Link": f'<{following}>; rel="next"'} if left else {}
