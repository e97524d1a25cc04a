using InterContainer.Transports.FileSystem;

namespace InterContainer.Tests.Transports;

public class RequestOrderTests
{
    private readonly RequestOrder _order = new();
    private readonly List<string> _handled = [];

    [Fact]
    public void Requests_of_one_listing_are_handled_in_the_order_they_were_sent()
    {
        Assert.Equal(new RequestOrder.Outcome(3, Missing: false), Handle("a-2", "a-0", "a-1"));
        Assert.Equal(["a-0", "a-1", "a-2"], _handled);
    }

    [Fact]
    public void What_follows_a_gap_waits_for_the_next_listing()
    {
        Assert.Equal(new RequestOrder.Outcome(1, Missing: true), Handle("a-0", "a-2"));
        Assert.Equal(new RequestOrder.Outcome(2, Missing: false), Handle("a-1", "a-2"));
        Assert.Equal(["a-0", "a-1", "a-2"], _handled);
    }

    [Fact]
    public void A_gap_of_one_initiator_holds_up_no_other()
    {
        Handle("a-1", "b-0", "b-1");

        Assert.Equal(["b-0", "b-1"], _handled);
    }

    [Fact]
    public void The_lowest_number_of_an_initiator_is_believed_in_the_second_listing()
    {
        Assert.Equal(new RequestOrder.Outcome(0, Missing: true), Handle("a-8", "a-9"));
        Assert.Equal(new RequestOrder.Outcome(3, Missing: false), Handle("a-7", "a-8", "a-9"));
        Assert.Equal(["a-7", "a-8", "a-9"], _handled);
    }

    [Fact]
    public void What_is_no_request_is_passed_over()
    {
        Assert.Equal(default, Handle("probe", "a-", "-1", "a-1x"));
        Assert.Empty(_handled);
    }

    [Fact]
    public void Names_sort_as_sent_and_say_whose_they_are()
    {
        Assert.True(string.CompareOrdinal(RequestOrder.Name("a", 9), RequestOrder.Name("a", 10)) < 0);
        Assert.Equal("a", RequestOrder.Initiator(RequestOrder.Name("a", 10)).ToString());
    }

    [Fact]
    public void Listings_that_miss_anything_never_change_the_order()
    {
        var random = new Random(1);
        var waiting = new List<string>();
        for (var number = 0; number < 1000; number++)
        {
            waiting.Add(RequestOrder.Name("a", number));
            // A listing need not have what was renamed while it was made.
            var listed = waiting.Where(name => random.Next(3) > 0).ToArray();
            _order.Handle(listed, name =>
            {
                _handled.Add(name);
                waiting.Remove(name);
            });
        }

        Assert.Equal(_handled.Order(StringComparer.Ordinal), _handled);
        Assert.Equal(_handled.Count, _handled.Distinct().Count());
        Assert.InRange(_handled.Count, 1, 1000);
    }

    private RequestOrder.Outcome Handle(params string[] names) => _order.Handle(names, _handled.Add);
}
